namespace K8sRouter.Sidecar.Hosting;

/// <summary>What made the process end.</summary>
internal static class EndingCauses
{
    public const string Sigterm = "SIGTERM";

    public const string Sigint = "SIGINT";

    public const string Sigquit = "SIGQUIT";

    public const string Quit = "POST /quit";
}
