"""One file a page; each draws what the API answers."""
