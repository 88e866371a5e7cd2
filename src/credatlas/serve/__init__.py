"""Services over HTTP: what functions below return, for programs that ask over a wire."""
