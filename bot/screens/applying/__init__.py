"""An application as its applicant sees it: the questions, the whole, and how it stands."""
