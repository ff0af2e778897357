"""The directory: which help and care there is, for whom, where and when, checked by whom and when."""
