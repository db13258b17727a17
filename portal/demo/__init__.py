"""The demo: eight invented firms, what they sell, who works there, and some weeks of their trade.

Refused in production. It writes by the portal's own verbs wherever there is one, with the clock set
back, so that books, stock and messages are what they would be.
"""
