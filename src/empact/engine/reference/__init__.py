"""THE ORACLE: deliberately slow and obvious plain Python. It judges the fast engines and answers 'why is this person here?'"""
