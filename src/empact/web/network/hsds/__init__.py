"""The directory as Open Referral's Human Services Data Specification (HSDS) 3.0 tells it: out, in, and as an API."""
