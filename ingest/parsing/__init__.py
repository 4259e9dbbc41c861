"""Small parsers that several readers share: encodings, JSON and XML streams, tables, dates, countries, codes."""
