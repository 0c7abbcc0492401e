"""The sample shop in one command: server, tills and the far ends of their lines, all real.

Nothing here stands in place of the product: tills and server are processes of their own, scanners
and printers are at the other end of pseudo-terminals and sockets, and the network between them is
a cable on loopback that can be cut.
"""
