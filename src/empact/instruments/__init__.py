"""INSTRUMENTS: scored questionnaires and risk scores as pure functions of answers. Leans on terms only, standard library.

What an instrument asks and every number it weighs is data (``library/instruments``); ``definitions.instruments`` reads it
into a shelf, and ``shelf.named(code, on=day)`` gives the version in force. The page of all: docs/reference/instruments.md.
"""
