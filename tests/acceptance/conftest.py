"""The fixtures of the integration tests, for whoever plays a whole story."""

from tests.integration.conftest import library, region, region_files, region_results

__all__ = ["library", "region", "region_files", "region_results"]
