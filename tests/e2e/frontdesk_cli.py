"""Runs the frontdesk command and makes small directories for it."""
import json
import os
import subprocess

SOURCE = os.environ.get(
    "FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
FRONTDESK = os.path.join(os.environ["FRONTDESK_BIN"], "frontdesk")
RULES = os.path.join(SOURCE, "rules", "default")


def frontdesk(*arguments, stdin=None):
    """The finished run; its outputs are text."""
    return subprocess.run([FRONTDESK, *arguments], input=stdin, capture_output=True, text=True,
                          timeout=120)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def directory_of_zones(zones):
    """One MSP; a site with one contact for each zone and each of two plans.

    Returns the directory and the contacts' numbers by (zone, plan).
    """
    companies, sites, contacts, numbers = [], [], [], {}
    for index, zone in enumerate(zones):
        for offset, plan in enumerate(("business_hours", "after_hours")):
            name = "%s-%s" % (zone.split("/")[1].lower().replace("_", "-"), plan.replace("_", "-"))
            number = "+1212555%04d" % (100 + 2 * index + offset)
            numbers[zone, plan] = number
            companies.append({"id": "co-" + name, "msp": "northwind", "name": "Company " + name})
            sites.append({"id": name, "company": "co-" + name, "name": name, "time_zone": zone,
                          "country": "US", "default": True, "plan": "global." + plan,
                          "desired_start": "2026-01-05", "activated_at": "2026-01-05T00:00:00Z",
                          "site_policy": True, "agent_deployed": True})
            contacts.append({"id": "person-" + name, "site": name, "first_name": "Ann",
                             "last_name": "Lee", "emails": [name + "@acme.example"],
                             "phones": [{"kind": "primary", "number": number}]})
    nora = {"id": "nora", "msp": "northwind", "name": "Nora Diaz", "mobile": "+13475550101",
            "approver": True}
    return {"msps": [{"id": "northwind", "name": "Northwind IT"}], "staff": [nora],
            "companies": companies,
            "sites": sites, "contacts": contacts}, numbers


def json_lines(questions):
    return "".join(json.dumps(question) + "\n" for question in questions)
