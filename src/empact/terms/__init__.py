"""FOUNDATION: codes, periods, money, errors. Standard library only; leans on nothing of ours."""
