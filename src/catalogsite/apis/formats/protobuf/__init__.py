"""Reads Protocol Buffers files of all syntaxes in linear time, also those that are partly wrong."""
