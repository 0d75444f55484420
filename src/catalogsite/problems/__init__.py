"""The rulebook of problems: ids, levels, messages, fixes and suppressions."""
