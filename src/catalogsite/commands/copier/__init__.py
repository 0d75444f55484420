"""Runs Copier templates by Copier itself, over repositories of this machine, and without their code."""
