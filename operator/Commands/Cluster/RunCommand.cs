using System.CommandLine;
using System.Net;
using K8sRouter.Operator.Hosting;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Commands.Cluster;

/// <summary><c>run</c>: the operator in a cluster.</summary>
internal static class RunCommand
{
    public static Command Create(Flags flags, OperatorOptions options, Terminal terminal)
    {
        var connection = new ConnectionOptions(flags);
        var health = flags.Text(
            "health-listen", "ADDRESS:PORT", "Where /healthz, /readyz and /metrics are served.", "0.0.0.0:8080",
            recursive: false);
        var webhook = flags.Text(
            "webhook-listen", "ADDRESS:PORT", "Where admission reviews are answered; none: nowhere.", "0.0.0.0:9443",
            recursive: false);
        var addresses = flags.Text(
            "webhook-addresses", "IP,...",
            "Addresses under which the API server reaches the webhook, where it runs outside the cluster.", "", recursive: false);
        var account = flags.Text(
            "service-account", "NAME", "The operator's own ServiceAccount, which it gives rights in workspaces.",
            OperatorNames.Operator, recursive: false);
        var workers = flags.Text(
            "workers", "N", "Workspaces that are worked on at a time, 1 to 64.", "8", recursive: false);
        var noNudge = flags.Switch(
            "no-nudge", "Doesn't touch pods whose sidecar lags: they get a new configuration when their kubelet next looks.");
        var loopback = flags.Switch(
            "sidecars-on-loopback", "Takes 127.0.0.0/8 for addresses of pods: for tests without a node.");
        var injection = new InjectionOptions(flags);
        var command = new Command(
            "run",
            "Runs the operator in a cluster until stopped (SIGINT, SIGTERM): watches, compiles, delivers, answers the webhook. "
            + "One replica of several leads. Exit codes: 0 stopped, 1 the cluster or the lease, 2 wrong usage.")
        {
            connection.KubeConfig, connection.Context, health, webhook, addresses, account, workers, noNudge, loopback,
        };
        injection.AddTo(command);
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            terminal,
            () =>
            {
                var cluster = new ClusterOptions
                {
                    OperatorNamespace = flags.Environment("POD_NAMESPACE") is { Length: > 0 } own
                        && parsed.GetResult(options.OperatorNamespace) is null or { Implicit: true }
                            ? own
                            : parsed.GetValue(options.OperatorNamespace)!,
                    ServiceAccount = parsed.GetValue(account)!,
                    Instance = flags.Environment("POD_NAME") is { Length: > 0 } pod ? pod : Environment.MachineName,
                    HealthListen = EndPoint(health.Name, parsed.GetValue(health)!),
                    WebhookListen = parsed.GetValue(webhook) is "none" ? null : EndPoint(webhook.Name, parsed.GetValue(webhook)!),
                    WebhookAddresses = [.. parsed.GetValue(addresses)!
                        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(text => Address(addresses.Name, text))],
                    Nudge = !parsed.GetValue(noNudge),
                    Workers = int.TryParse(parsed.GetValue(workers), out var count) && count is >= 1 and <= 64
                        ? count
                        : throw CommandException.Usage(
                            $"--workers must be a number from 1 to 64, not '{parsed.GetValue(workers)}'."),
                    Injection = injection.Read(parsed),
                    SidecarsOnLoopback = parsed.GetValue(loopback),
                };
                var host = new OperatorHost(cluster, connection.Find(parsed, terminal.Time), terminal.Time);
                return host.RunAsync(terminal.Errors, cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static IPEndPoint EndPoint(string flag, string text) =>
        IPEndPoint.TryParse(text, out var listen) && text.Contains(':', StringComparison.Ordinal)
            ? listen
            : throw CommandException.Usage($"{flag} must be ADDRESS:PORT such as 0.0.0.0:8080, not '{text}'.");

    private static IPAddress Address(string flag, string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw CommandException.Usage($"{flag} must be addresses such as 127.0.0.1, not '{text}'.");
}
