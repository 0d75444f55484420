"""`python -m catalogsite`."""

from __future__ import annotations

from catalogsite.cli import main

raise SystemExit(main())
