// The operator, whose compiler these tests use, needs symbolic links and file modes.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
