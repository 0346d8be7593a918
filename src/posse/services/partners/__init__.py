"""Partners: requests of other States for enforcement here, and agreements with institutions.

A request opens no case. What is found for it is told to the State that asked, and what is
levied for it is paid to that State by the institution itself, so none of it is in the books.
"""
