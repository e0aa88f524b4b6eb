"""A witness of transparency logs (C2SP tlog-witness), apart from the product and knowing none of it.

It has its own key, its own memory on the disk, and its own reading of the specifications: a fault
in ours is not repeated here. Other bodies may run it, or any other witness that speaks the protocol.
"""
