"""Tests of templates: cases beside a template, each with answers and what a run must give."""
