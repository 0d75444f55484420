"""Compares two versions of Protocol Buffers files: on the wire, in JSON, and in generated code."""
