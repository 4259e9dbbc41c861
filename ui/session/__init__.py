"""Who is signed in: sessions kept by the pages' server, their cookie, and sign-in at an OpenID Connect issuer."""
