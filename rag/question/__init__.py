"""What a question asks: dates, publishers, subject, speaker, matter."""
