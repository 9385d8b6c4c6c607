using System.CommandLine;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>The flags that say which store a command works on.</summary>
/// <param name="flags">Makes them.</param>
internal sealed class StoreOptions(Flags flags)
{
    public const string Records = "records";
    public const string Logging = "logging";
    public const string DataUse = "data-use";

    public Option<string?> Store { get; } = flags.Text(
        "store", "PLACE", "The store: gs://BUCKET, gs://BUCKET/PREFIX, or a folder (a sidecar's --store-dir).", null);

    public Option<string?> Prefix { get; } = flags.Text(
        "prefix", "PREFIX", "Prefix of the names in it; the policy's, or k8srouter, unless --store names one.", null);

    public Option<string?> Credentials { get; } = flags.Text(
        "credentials", "FILE", "Google credential (JSON); without it the workspace's, or the machine's own.", null);

    public Option<string?> Workspace { get; } = new("--workspace", "-n")
    {
        Description = "Namespace of the workspace: its generations alone; with --resources in place of --store, its store.",
        HelpName = "WORKSPACE",
        Recursive = true,
    };

    public Option<string?> From { get; } = new("--from")
    {
        Description = $"Which store of the workspace: {Records}, {Logging} or {DataUse}.",
        HelpName = "STORE",
        Recursive = true,
    };

    public IEnumerable<Option> All => [Store, Prefix, Credentials, Workspace, From];
}
