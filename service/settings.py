"""Settings: environment variables with the prefix ``ALLIEDSTACK_``, read once by the composition root."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import BadInput

_PROGRAM_FOLDER = Path(__file__).resolve().parent.parent


def default_data_dir() -> Path:
    """``.alliedstack`` beside the program in a source checkout, the user's data folder otherwise."""
    if (_PROGRAM_FOLDER / "pyproject.toml").is_file():
        return _PROGRAM_FOLDER / ".alliedstack"
    return Path(platformdirs.user_data_dir("alliedstack"))


def bundled_data_dir() -> Path:
    """The ``data`` folder that the program ships: real sample, vocabulary, rulebook."""
    return _PROGRAM_FOLDER / "data"


class Settings(BaseSettings):
    """Everything that can be set from outside. ``neo4j_uri`` unset means the embedded engine."""

    model_config = SettingsConfigDict(env_prefix="ALLIEDSTACK_", extra="ignore", frozen=True)

    neo4j_uri: str | None = Field(None, description="bolt://, neo4j://, bolt+s://, neo4j+s:// address; unset: embedded")
    neo4j_user: str = Field("neo4j", description="user of that server")
    neo4j_password: SecretStr = Field(SecretStr(""), description="its password")
    neo4j_database: str = Field("neo4j", description="its database")
    data_dir: Path = Field(default_factory=default_data_dir, description="the embedded graph, caches, quarantine")
    model_dir: Path | None = Field(None, description="a sentence-transformers folder to use beside the bundled models")
    model_languages: str = Field(
        "", description="what that model reads: ISO 639-1 codes with commas, or any; unset: what its model card says"
    )
    candidates: Literal["snapshot", "native"] = Field(
        "snapshot", description="where products are looked for: in memory (exact), or in the graph's own indexes"
    )
    llm_url: str | None = Field(None, description="an OpenAI-compatible endpoint, up to /v1; unset: none is ever asked")
    llm_model: str = Field("", description="the model that it serves")
    llm_key: SecretStr = Field(SecretStr(""), description="sent to it as a bearer token")
    llm_seconds: float = Field(60.0, gt=0, le=3600, description="how long it may take for one answer")
    log_level: str = Field("WARNING", description="DEBUG, INFO, WARNING or ERROR")


def read_settings() -> Settings:
    """Read the environment.

    Raises:
        BadInput: a variable holds a value that cannot be used; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ALLIEDSTACK_" + str(first["loc"][0]).upper().removeprefix("ALLIEDSTACK_")
        raise BadInput(f"{name} cannot be used: {first['msg']}.", "Correct or unset the variable.") from error
