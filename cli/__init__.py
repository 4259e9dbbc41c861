"""The command line, thin: it reads arguments, calls a use case, and shows the answer."""
