"""The error texts of libyaml by which the reader recognises errors.

libyaml has no error codes. One test provokes each of these texts, so that a version with other
words is noticed; `docs/reference/yaml.md` explains why.
"""

from __future__ import annotations

CANNOT_START = "found character that cannot start any token"
TAB_INDENTATION = "found a tab character that violates indentation"
TAB_IN_BLOCK_SCALAR = "found a tab character where an indentation space is expected"
NO_KEY = "did not find expected key"
UNEXPECTED_COLON = "found unexpected ':'"
NO_NODE_CONTENT = "did not find expected node content"
NO_SPACE_AFTER_TAG = "did not find expected whitespace or line break"
INVALID_ESCAPE = "found invalid Unicode character escape code"
DUPLICATE_ANCHOR = "second occurrence"
UNDEFINED_ALIAS = "found undefined alias"
COLON_WITHOUT_KEY = "mapping values are not allowed in this context"
