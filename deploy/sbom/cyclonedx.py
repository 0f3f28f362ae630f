# SPDX-License-Identifier: GPL-3.0-or-later
"""Components as a CycloneDX 1.5 bill of materials. The same components give the same bytes: no time but SOURCE_DATE_EPOCH, no chance."""
import datetime

PROPERTY = "chauban:how"  # linked, compiled in, bundled, needed at run time


def document(version, components, source_date_epoch=None):
    metadata = {"component": {"type": "application", "bom-ref": "chauban", "name": "chauban", "version": version,
                              "licenses": [{"license": {"id": "GPL-3.0-or-later"}}]}}
    if source_date_epoch is not None:
        at = datetime.datetime.fromtimestamp(int(source_date_epoch), datetime.timezone.utc)
        metadata["timestamp"] = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": metadata, "components": [entry(c) for c in sorted(components)]}


def entry(component):
    made = {"type": "library", "bom-ref": component.purl, "name": component.name, "version": component.version, "purl": component.purl,
            "licenses": [{"expression": component.licence}], "properties": [{"name": PROPERTY, "value": component.how}]}
    if component.kind == "npm" and component.name.startswith("@"):
        made["group"], _, made["name"] = component.name.partition("/")
    if component.digest:
        made["hashes"] = [{"alg": component.digest[0], "content": component.digest[1]}]
    return made
