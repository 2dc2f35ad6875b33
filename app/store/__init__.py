"""What is kept on this computer: imported sources, the index, the learners' records."""
