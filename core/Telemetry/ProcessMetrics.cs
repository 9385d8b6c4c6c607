using System.Diagnostics;

namespace K8sRouter.Core.Telemetry;

/// <summary>What Prometheus' dashboards expect of any process, read at the scrape.</summary>
public static class ProcessMetrics
{
    /// <summary>Writes what is true now.</summary>
    public static void Write(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        double started = new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        text.WriteValue("process_cpu_seconds_total", "counter", "CPU time.", process.TotalProcessorTime.TotalSeconds);
        text.WriteValue("process_resident_memory_bytes", "gauge", "Resident memory.", process.WorkingSet64);
        text.WriteValue("process_start_time_seconds", "gauge", "Start of the process, Unix seconds.", started);
        text.WriteValue("process_threads", "gauge", "Threads of the process.", process.Threads.Count);
        if (OperatingSystem.IsLinux())
            text.WriteValue("process_open_fds", "gauge", "Open file descriptors.", Directory.GetFiles("/proc/self/fd").Length);
        text.WriteValue("dotnet_gc_heap_bytes", "gauge", "Managed memory in use.", GC.GetTotalMemory(forceFullCollection: false));
        text.WriteValue("dotnet_gc_allocated_bytes_total", "counter", "Managed memory allocated.", GC.GetTotalAllocatedBytes());
        text.WriteValue("dotnet_gc_collections_total", "counter", "Garbage collections.", GC.CollectionCount(0));
        double pauses = GC.GetTotalPauseDuration().TotalSeconds;
        text.WriteValue("dotnet_gc_pause_seconds_total", "counter", "Time spent in garbage collections.", pauses);
        text.WriteValue("dotnet_threadpool_queue_length", "gauge", "Work awaiting a thread.", ThreadPool.PendingWorkItemCount);
    }
}
