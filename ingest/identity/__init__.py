"""Who is who: records of one company under several spellings, found, merged, reviewed, split. Pure."""
