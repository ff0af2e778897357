"""The language of definitions: nodes, code sets, sentences. No database, no engine."""
