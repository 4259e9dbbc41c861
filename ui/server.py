"""The pages' server: ``streamlit run ui/server.py``. Streamlit's own, with the routes of sessions beside it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # streamlit runs this file as a script

import streamlit as st
from starlette.middleware import Middleware

from ui.session.headers import SafeHeaders
from ui.session.routes import session_routes

app = st.App(Path(__file__).with_stem("app"), routes=session_routes(), middleware=[Middleware(SafeHeaders)])
