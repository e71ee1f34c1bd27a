"""EUR-Lex pages: the Official Journal layout and the consolidated one, in French and in English."""

from ingest.parse.eurlex.parser import EurLexParser

__all__ = ["EurLexParser"]
