"""Domain types: frozen values that every room shares. No I/O, no rules, no scores."""

from graph.model.company import Company, Control, Holding, JointAward
from graph.model.demand import Opportunity, Requirement
from graph.model.layer import LAYERS, Layer, StackLayer
from graph.model.market import GLOBAL, Market, MarketKind, Membership
from graph.model.package import (
    Decision,
    Package,
    PackageEvent,
    PackageKind,
    PackageMember,
    PackageProduct,
    PackageScope,
    PackageStatus,
)
from graph.model.product import Availability, Product, ProductLink, ProductLinkKind
from graph.model.record import Code, CodeScheme, IngestRun, ReportingException
from graph.model.screening import ListedAddress, ListedId, ListedName, PartyKind, ScreenedParty, ScreeningList
from graph.model.source import Basis, Fact, Source, SourceRef

__all__ = [
    "GLOBAL",
    "LAYERS",
    "Availability",
    "Basis",
    "Code",
    "CodeScheme",
    "Company",
    "Control",
    "Decision",
    "Fact",
    "Holding",
    "IngestRun",
    "JointAward",
    "Layer",
    "ListedAddress",
    "ListedId",
    "ListedName",
    "Market",
    "MarketKind",
    "Membership",
    "Opportunity",
    "Package",
    "PackageEvent",
    "PackageKind",
    "PackageMember",
    "PackageProduct",
    "PackageScope",
    "PackageStatus",
    "PartyKind",
    "Product",
    "ProductLink",
    "ProductLinkKind",
    "ReportingException",
    "Requirement",
    "ScreenedParty",
    "ScreeningList",
    "Source",
    "SourceRef",
    "StackLayer",
]
