"""x: the commune's account on X, which bills every call. Off until a monthly budget is given, in the settings and for the account.

Owns Charge: what each publication and each day of reading cost, as far as the public price list tells.
"""
