"""How the reader's weights are made, from texts whose terms allow it; needs no network.

Three steps, each a module: examples, the adapter (minutes to an hour on two processors), and
the linear weights over what the adapted model and the words say.
"""
