"""One reader for each open format."""

from __future__ import annotations

from ingest.readers.base import Dataset, Reader, read_items

__all__ = ["Dataset", "Reader", "all_readers", "read_items", "reader_named"]


def all_readers() -> tuple[Reader, ...]:
    """Every reader, the most particular first: the first that recognises a file reads it."""
    from ingest.readers.catalogue import CatalogueReader
    from ingest.readers.cmvp import CmvpReader
    from ingest.readers.codes_cpv import CpvNamesReader, CpvTableReader
    from ingest.readers.codes_eccn import EccnReader
    from ingest.readers.codes_hs import HsReader
    from ingest.readers.codes_naics import NaicsIndexReader, NaicsReader
    from ingest.readers.csl import CslReader
    from ingest.readers.csl_lists import DeniedPersonsReader, EntityListReader, UnverifiedListReader
    from ingest.readers.csl_sdn import SdnReader
    from ingest.readers.eforms import EformsReader
    from ingest.readers.epoch import EpochHardwareReader, EpochModelsReader
    from ingest.readers.fedramp import FedrampEdgesReader, FedrampReader
    from ingest.readers.gleif import GleifReader
    from ingest.readers.gleif_relations import GleifExceptionsReader, GleifRelationsReader
    from ingest.readers.markets import BlocsReader, CountriesReader
    from ingest.readers.mlperf import MlperfReader
    from ingest.readers.ocds import OcdsReader
    from ingest.readers.ted import TedExtractReader, TedReader

    return (
        FedrampReader(),
        FedrampEdgesReader(),
        EpochHardwareReader(),
        EpochModelsReader(),
        MlperfReader(),
        TedReader(),
        EformsReader(),
        TedExtractReader(),
        CountriesReader(),
        BlocsReader(),
        GleifReader(),
        GleifRelationsReader(),
        GleifExceptionsReader(),
        SdnReader(),
        CslReader(),
        DeniedPersonsReader(),
        EntityListReader(),
        UnverifiedListReader(),
        CmvpReader(),
        CpvTableReader(),
        CpvNamesReader(),
        NaicsReader(),
        NaicsIndexReader(),
        HsReader(),
        EccnReader(),
        OcdsReader(),
        CatalogueReader(),
    )


def reader_named(name: str) -> Reader:
    """The reader of that name.

    Raises:
        BadInput: there is none; the hint lists them.
    """
    from graph.errors import BadInput

    for reader in all_readers():
        if reader.name == name:
            return reader
    names = ", ".join(reader.name for reader in all_readers())
    raise BadInput(f"There is no format {name!r}.", f"One of: {names}.")
