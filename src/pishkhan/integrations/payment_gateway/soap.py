"""As much of SOAP 1.1 as Behpardakht speaks: named parameters there, one `return` back."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from pishkhan.foundation import strict_xml
from pishkhan.kernel.payments.ports import GatewayUnavailable


ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


def envelope(operation: str, namespace: str, parameters: Mapping[str, str]) -> bytes:
    """The call; parameters in their order, in no namespace (as the WSDL has them)."""
    root = Element(f"{{{ENVELOPE}}}Envelope")
    call = SubElement(SubElement(root, f"{{{ENVELOPE}}}Body"), f"{{{namespace}}}{operation}")
    for name, value in parameters.items():
        SubElement(call, name).text = value
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def returned(raw: bytes, operation: str, namespace: str) -> str:
    """The text of `return` in the answer to `operation`; raises GatewayUnavailable.

    A fault, another operation's answer, no or several values are no answer.
    """
    try:
        root = strict_xml.tree(raw)
    except strict_xml.UnsoundXml as error:
        raise GatewayUnavailable("not XML") from error
    response = f"{{{ENVELOPE}}}Body/{{{namespace}}}{operation}Response"
    values = [
        *root.iterfind(f"{response}/return"),
        *root.iterfind(f"{response}/{{{namespace}}}return"),
    ]
    if root.tag != f"{{{ENVELOPE}}}Envelope" or len(values) != 1:
        raise GatewayUnavailable("not an answer")
    return (values[0].text or "").strip()
