#!/usr/bin/env python3
"""The bill of materials names what the program is built from, and nothing else."""
import tomllib
import unittest

import sbom


class BillOfMaterials(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lock = tomllib.loads((sbom.ROOT / "Cargo.lock").read_text(encoding="utf-8"))
        cls.bill = sbom.bill(sbom.metadata(sbom.host()), cls.lock)
        cls.scopes = {one["name"]: one["scope"] for one in cls.bill["components"]}

    def test_it_has_the_crates_of_the_program_with_their_digests_and_licences(self):
        self.assertEqual(self.scopes["tokio"], "required")
        self.assertEqual(self.scopes["rekey-core"], "required")
        locked = {(one["name"], one["version"]): one.get("checksum") for one in self.lock["package"]}
        for one in self.bill["components"]:
            checksum = locked[one["name"], one["version"]]
            self.assertEqual([given["content"] for given in one.get("hashes", [])], [checksum] if checksum else [], one["name"])
            self.assertTrue(one["name"].startswith("rekey") or one["licenses"], one["name"])

    def test_what_only_tests_need_is_not_in_it_and_what_only_builds_need_is_excluded(self):
        self.assertNotIn("stateright", self.scopes)
        self.assertNotIn("proptest", self.scopes)
        self.assertEqual(self.scopes["cc"], "excluded")

    def test_every_reference_is_to_a_component(self):
        known = {one["bom-ref"] for one in [self.bill["metadata"]["component"], *self.bill["components"]]}
        for one in self.bill["dependencies"]:
            self.assertLessEqual({one["ref"], *one["dependsOn"]}, known)


if __name__ == "__main__":
    unittest.main()
