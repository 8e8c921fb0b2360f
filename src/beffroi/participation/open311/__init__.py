"""open311: reports spoken in Open311 GeoReport v2, as a server for applications and as a client of other services.

Owns ApiKey, Endpoint, Route, Sending, RemoteUpdate. Stands on reports: it is the only component that knows another one.
"""
