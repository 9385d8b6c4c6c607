using System.CommandLine;

namespace K8sRouter.Operator.Commands.Events;

/// <summary><c>events</c> and what is below it.</summary>
internal static class EventsCommand
{
    private const string AdminPort = "http://127.0.0.1:8788";

    public static Command Create(Terminal terminal) =>
        new("events", "Shows what happens, without content: calls, denials, configurations, states of sinks.") { Tail(terminal) };

    private static Command Tail(Terminal terminal)
    {
        var url = Text("--url", "URL", $"Admin port of a sidecar: its last 256 events and those to come; {AdminPort}.");
        var token = Text(
            "--token-file", "FILE", "File with the workspace's admin-token: a sidecar in a pod wants it; with --url.");
        var redis = Text("--redis", "HOST:PORT", "Redis server of spec.events.redis in place of a sidecar: events from now on.");
        var tls = new Option<bool>("--tls") { Description = "The connection to Redis is encrypted." };
        var authority = Text("--ca-file", "FILE", "Certificates in PEM, trusted for Redis in place of those of this machine.");
        var user = Text("--user", "NAME", "User of Redis whose password it is; default.");
        var password = Text("--password-file", "FILE", "File with the password of Redis' user.");
        var prefix = Text("--prefix", "TEXT", "The policy's spec.events.redis.prefix; k8srouter.");
        var workspace = Text("--workspace-id", "ID", "Events of that workspace alone; with --redis.");
        var json = new Option<bool>("--json") { Description = "The events themselves, one a line; the same as -o json." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "text or json.",
            HelpName = "FORM",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command(
            "tail", "Follows events until stopped. Of a call: time, workspace, model, provider, status, tokens, cost, ms.")
        {
            url, token, redis, tls, authority, user, password, prefix, workspace, json, output,
        };
        command.SetAction((parsed, cancellationToken) => TailRun.RunAsync(
            new TailRequest
            {
                Url = parsed.GetValue(url) ?? AdminPort,
                IsUrlGiven = parsed.GetValue(url) is not null,
                TokenFile = parsed.GetValue(token),
                Redis = parsed.GetValue(redis),
                Tls = parsed.GetValue(tls),
                AuthorityFile = parsed.GetValue(authority),
                User = parsed.GetValue(user),
                Prefix = parsed.GetValue(prefix),
                PasswordFile = parsed.GetValue(password),
                WorkspaceId = parsed.GetValue(workspace),
                Json = parsed.GetValue(json) || parsed.GetValue(output) == "json",
            },
            terminal, cancellationToken));
        return command;
    }

    private static Option<string?> Text(string flag, string value, string description) =>
        new(flag) { Description = description, HelpName = value };
}
