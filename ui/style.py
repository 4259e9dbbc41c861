"""What the pages look like beyond streamlit's own theme, on a screen and on paper."""

from __future__ import annotations

# What a person types runs in the direction of its own script, paragraph by paragraph; small print is dark enough to
# be read (streamlit's own grey has a contrast below 4.5 to 1). On paper: the page without its navigation and buttons,
# tables whole, folded ones open.
STYLE = """<style>
textarea, input { unicode-bidi: plaintext; text-align: start; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: #4a4f57 !important; opacity: 1; }
.alliedstack-wide { overflow-x: auto; }
.alliedstack-table { border-collapse: collapse; width: 100%; font-size: 0.875rem; color: #262730; }
.alliedstack-table th, .alliedstack-table td {
    border: 1px solid #d5d6da; padding: 0.3rem 0.5rem; text-align: start; vertical-align: top;
    overflow-wrap: break-word;
}
.alliedstack-table th { background: #f5f6f8; font-weight: 600; }
@media print {
    [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stButton"] { display: none !important; }
    [data-testid="stMainBlockContainer"] { padding: 0 !important; }
    .alliedstack-wide { overflow: visible; }
    .alliedstack-table { font-size: 7.5pt; }
    .alliedstack-table th, .alliedstack-table td { padding: 1pt 3pt; }
    .alliedstack-table tr { break-inside: avoid; }
    .alliedstack-fold::details-content { content-visibility: visible; }
}
</style>"""
