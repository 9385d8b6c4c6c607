using System.Globalization;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Tests.Journal;

/// <summary>
/// Runs before anything else in a process that is started with DOTNET_STARTUP_HOOKS set to this assembly: appends to a journal
/// for ever and prints what was acknowledged, to be killed in the middle. The runtime asks for this name, in no namespace.
/// </summary>
internal static class StartupHook
{
    public const string FolderVariable = "K8SROUTER_TEST_JOURNAL";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder)
            return;
        var journal = TestJournal.Open(folder, clock: TimeProvider.System, with: o => o with { SegmentBytes = 64 << 10 });
        using var output = Console.OpenStandardOutput();
        int first = journal.ReadRetained().Count() + 1_000_000;
        for (int i = first; ; i++)
        {
            journal.Start(i);
            if (journal.Finish(i, TestJournal.Content(i % 3000)) != AppendResult.Written)
                Environment.Exit(3);
            output.Write(System.Text.Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
    }
}
