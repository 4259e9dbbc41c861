"""The service room: the use cases that the command line and the API share, and the composition root."""
