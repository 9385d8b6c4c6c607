using System.Net;
using System.Net.Sockets;
using K8sRouter.Sidecar.Hosting;

namespace K8sRouter.Sidecar.Tests.Hosting;

public sealed class PortHolderTests : IDisposable
{
    private const string Header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    private readonly DirectoryInfo _proc = Directory.CreateTempSubdirectory("k8srouter-proc-");

    public void Dispose() => _proc.Delete(recursive: true);

    [Fact]
    public void A_process_that_can_be_seen_is_named()
    {
        Listens("0100007F:2253", 1000, 4711);
        Process(17, "python3", 4710, 4711);

        Assert.Equal("process 17 (python3) of user 1000", $"{PortHolder.Find(IPAddress.Loopback, 8787, _proc.FullName)}");
    }

    [Fact]
    public void Of_a_process_in_another_container_the_user_is_told()
    {
        Listens("00000000:2253", 1000, 4711);
        Process(17, "other", 1);

        Assert.Equal("another process of the pod of user 1000", $"{PortHolder.Find(IPAddress.Loopback, 8787, _proc.FullName)}");
    }

    [Theory]
    [InlineData("0100007F:2253", "127.0.0.1", true)]
    [InlineData("0100007F:2253", null, true)]
    [InlineData("0200007F:2253", "127.0.0.1", false)]
    [InlineData("0100007F:2254", "127.0.0.1", false)]
    [InlineData("00000000000000000000000000000000:2253", "127.0.0.1", true)]
    [InlineData("0000000000000000FFFF00000100007F:2253", "127.0.0.1", true)]
    [InlineData("00000000000000000000000001000000:2253", "127.0.0.1", false)]
    [InlineData("00000000000000000000000001000000:2253", "::1", true)]
    [InlineData("nonsense", "127.0.0.1", false)]
    public void Only_a_socket_that_keeps_us_from_listening_counts(string local, string? ours, bool expected)
    {
        Listens(local, 0, 1, local.Length > 20 ? "tcp6" : "tcp");

        Assert.Equal(expected, PortHolder.Find(ours is null ? null : IPAddress.Parse(ours), 8787, _proc.FullName) is not null);
    }

    [Fact]
    public void A_connection_is_no_holder_and_a_system_that_tells_nothing_none_either()
    {
        Assert.Null(PortHolder.Find(null, 8787, _proc.FullName));
        Listens("0100007F:2253", 0, 1, state: "01");

        Assert.Null(PortHolder.Find(null, 8787, _proc.FullName));
    }

    [Fact]
    public void The_kernel_tells_it_in_that_form()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var holder = PortHolder.Find(IPAddress.Loopback, ((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.Equal(Environment.ProcessId, holder?.Process);
        Assert.NotEmpty(holder!.Name!);
    }

    private void Listens(string local, int user, int inode, string table = "tcp", string state = "0A")
    {
        Directory.CreateDirectory(Path.Combine(_proc.FullName, "net"));
        File.WriteAllText(
            Path.Combine(_proc.FullName, "net", table),
            $"{Header}\n   0: {local} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000  {user}        0 {inode} 1 0000000000000000 100 0 0 10 0\n");
    }

    private void Process(int id, string name, params int[] sockets)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_proc.FullName, $"{id}", "fd")).FullName;
        File.WriteAllText(Path.Combine(_proc.FullName, $"{id}", "comm"), name + "\n");
        for (int i = 0; i < sockets.Length; i++)
            File.CreateSymbolicLink(Path.Combine(folder, $"{i}"), $"socket:[{sockets[i]}]");
    }
}
