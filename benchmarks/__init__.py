"""What is measured, how, and the sources of any size that it is measured on; no part of the package."""
