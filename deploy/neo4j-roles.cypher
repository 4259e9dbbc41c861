// Least privilege on Neo4j Enterprise or Aura (Community has users but no roles). Run as an administrator against the
// system database; change the name "neo4j" if the database has another, and give the users passwords of your own:
//   cypher-shell -d system --param "app => '...'" --param "migrator => '...'" -f deploy/neo4j-roles.cypher

// What the API and the command line need: read and write facts, use the indexes. No schema, no users, no settings.
CREATE ROLE alliedstack_app IF NOT EXISTS;
GRANT ACCESS ON DATABASE neo4j TO alliedstack_app;
GRANT MATCH {*} ON GRAPH neo4j TO alliedstack_app;
GRANT WRITE ON GRAPH neo4j TO alliedstack_app;
GRANT NAME MANAGEMENT ON DATABASE neo4j TO alliedstack_app; // a property or type that is written for the first time
GRANT SHOW INDEX ON DATABASE neo4j TO alliedstack_app;
GRANT EXECUTE PROCEDURE db.index.vector.queryNodes ON DBMS TO alliedstack_app;
GRANT EXECUTE PROCEDURE db.index.fulltext.queryNodes ON DBMS TO alliedstack_app;

// What a new version needs once, to bring the graph to its schema: alliedstack graph start, as this user.
CREATE ROLE alliedstack_migrator IF NOT EXISTS AS COPY OF alliedstack_app;
GRANT CONSTRAINT MANAGEMENT ON DATABASE neo4j TO alliedstack_migrator;
GRANT INDEX MANAGEMENT ON DATABASE neo4j TO alliedstack_migrator;
GRANT EXECUTE PROCEDURE db.awaitIndexes ON DBMS TO alliedstack_migrator;

// Analysts who look at the graph with tools of their own: facts, but neither keys nor logs nor judgements.
CREATE ROLE alliedstack_reader IF NOT EXISTS;
GRANT ACCESS ON DATABASE neo4j TO alliedstack_reader;
GRANT MATCH {*} ON GRAPH neo4j TO alliedstack_reader;
DENY TRAVERSE ON GRAPH neo4j NODES Record, Judgement, IdentityDecision TO alliedstack_reader;

CREATE USER alliedstack IF NOT EXISTS SET PASSWORD $app CHANGE NOT REQUIRED;
GRANT ROLE alliedstack_app TO alliedstack;
CREATE USER alliedstack_migrator IF NOT EXISTS SET PASSWORD $migrator CHANGE NOT REQUIRED;
GRANT ROLE alliedstack_migrator TO alliedstack_migrator;
