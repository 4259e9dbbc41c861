"""The HTTP API: FastAPI app, routers by noun, schemas, authentication, errors, jobs. No business rule lives here."""
