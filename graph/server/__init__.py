"""The embedded graph server: started when needed, shared by every process of one data folder, ended with its users."""

from graph.server.run import embedded, server_kept, server_state, start_server, stop_server

__all__ = ["embedded", "server_kept", "server_state", "start_server", "stop_server"]
