"""The language as a manual: a module is a chapter, a test a paragraph. docs/reference/criteria.md is made from it.

Each test shows small tables of records, one criterion as a definition would say it, and what each person must get.
Every engine runs every test.
"""
