"""Tools for language models over the Model Context Protocol: what functions below return, in few words, with sources.

:func:`credatlas.mcp.calling.call` answers every tool and knows nothing of the protocol; the library of the protocol is
imported by :mod:`credatlas.mcp.server` and what stands on it, when somebody serves.
"""
